// What every unit test starts from.
