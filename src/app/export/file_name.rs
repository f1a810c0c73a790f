//! What an export's file is called. Uses `domain`.

use super::Format;
use crate::domain::time::at_offset;

/// The most characters that a profile's name gives to a file's name: four bytes each, and still far below what file
/// systems take.
const MOST_PROFILE_CHARACTERS: usize = 40;

/// `callbot-tui-PROFILE-YYYYMMDD-HHMMSS.csv`, in the user's own time. What could mean a folder, or be unwieldy in a
/// shell, becomes an underscore.
pub fn file_name(profile: &str, unix_seconds: i64, local_offset_seconds: i32, format: Format) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let profile: String = profile.chars().take(MOST_PROFILE_CHARACTERS).map(plain).collect();
    let moment = at_offset(unix_seconds, local_offset_seconds)
        .map_or_else(|| unix_seconds.to_string(), |at| at.format("%Y%m%d-%H%M%S").to_string());
    format!("callbot-tui-{profile}-{moment}.{}", format.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_whose_and_when() {
        let name = file_name("prod", 1_790_149_567, 28_800, Format::Csv);
        assert_eq!(name, "callbot-tui-prod-20260923-154607.csv");
        assert!(file_name("客户", 0, 0, Format::Markdown).starts_with("callbot-tui-客户-19700101-000000.md"));
    }

    #[test]
    fn no_profile_leads_out_of_the_folder() {
        for profile in ["../../etc/passwd", "a\\b", "C:evil", "a\0b\n", &"很长".repeat(400), "~", "-rf /"] {
            let name = file_name(profile, 0, 0, Format::Json);
            let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
            assert!(name.starts_with("callbot-tui-") && name.chars().all(is_plain) && name.len() < 255, "{name}");
        }
    }
}
