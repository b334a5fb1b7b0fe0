//! Drawing on machines without a graphics card, such as virtual desktops. There the web view would
//! draw through an emulated card, which takes several times as long as doing without one.

use tauri::{Runtime, WebviewWindow};

/// Has the web view do without a graphics card where there is none, unless somebody asked for the
/// emulated one. A driver's pictures, for one, need that.
#[cfg(target_os = "linux")]
pub(crate) fn suit<R: Runtime>(window: &WebviewWindow<R>) {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    if has_card() || std::env::var_os("LIBGL_ALWAYS_SOFTWARE").is_some() {
        return;
    }
    let told = window.with_webview(|view| {
        if let Some(settings) = view.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    });
    if let Err(error) = told {
        tracing::warn!(%error, "the web view was not told that there is no graphics card");
    }
}

/// The other systems' web views find out by themselves.
#[cfg(not(target_os = "linux"))]
pub(crate) fn suit<R: Runtime>(_: &WebviewWindow<R>) {}

/// Whether the kernel offers a card that draws.
#[cfg(target_os = "linux")]
fn has_card() -> bool {
    let devices = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    devices.into_iter().any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
}
