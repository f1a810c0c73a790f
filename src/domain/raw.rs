//! A row of `taskData` exactly as it came, kept small: one row costs a third of its text. Uses nothing.
//!
//! Rows share their field names, so each is packed alone against a dictionary of the documented names. Packing rows
//! alone, not pages, lets a row go the moment its task is read again.

use lz4_flex::block::{compress_with_dict, decompress_with_dict};

/// The documented row with its field names in order (API page taskList). Any change here only affects the memory used.
const DICTIONARY: &[u8] = br#""maxRingTime":30,"routeID":"","agentGroup":"","dispatchType":0,"ratioCallRate":0,"predictCallRate":0,"smsID":"","intentID":[""],"intentName":[""],"default strategy","2,3,4,5,6,7","1,2,3,4,5,6","1,2,3,4,5,6,7","8,9,10,11,12,13,14,15,16,17,18,19,20,21","0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23",19800,25200,28800,{"userTaskID":"","taskID":"","sceneID":"","taskStatus":2,"createTs":17,"taskStat":{"totalOrderCount":100,"finishOrderCount":100,"answerOrderCount":100,"finishRate":0.5,"totalCall":100,"totalAnswerCall":100,"answerRate":0.2},"taskSetting":{"taskCreateSetting":{"strategyName":"default","startupType":3,"startupAt":0,"zoneSecond":28800,"dialAtWeekDay":"1,2,3,4,5","dialAtUpHour":"9,10,11,12,13,14,15,16,17,18","dialAtDownHour":"9,10,11,12,13,14,15,16,17,18","maxCall":20,"taskName":"","taskCallbackUrl":"https://","manualCallSetting":{}},"funcFlag":{"taskKeep":false,"roundRedial":true,"wholeTTS":true,"smsEnable":false,"smsFuncFlag":[],"phoneEncrypt":true}}}"#;

/// A row's JSON text, packed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawRow {
    packed: Box<[u8]>,
    text_bytes: u32,
}

impl RawRow {
    /// Packs a row's text.
    pub fn pack(text: &str) -> Self {
        let Ok(text_bytes) = u32::try_from(text.len()) else {
            return Self::default();
        };
        Self { packed: compress_with_dict(text.as_bytes(), DICTIONARY).into_boxed_slice(), text_bytes }
    }

    /// The row's text as it came; `None` where it was not kept.
    pub fn text(&self) -> Option<String> {
        if self.packed.is_empty() {
            return None;
        }
        let bytes = decompress_with_dict(&self.packed, self.text_bytes as usize, DICTIONARY).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// Bytes held in memory for the row.
    pub fn packed_bytes(&self) -> usize {
        self.packed.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_back_byte_for_byte() {
        for text in
            ["{}", "", r#"{"taskID":"t-1","taskName":"客户回访 📞","odd":[1,2.0,"\u0000"]}"#, &"x".repeat(100_000)]
        {
            let row = RawRow::pack(text);
            if text.is_empty() {
                continue;
            }
            assert_eq!(row.text().as_deref(), Some(text));
        }
        assert_eq!(RawRow::default().text(), None);
    }

    #[test]
    fn a_documented_row_shrinks_to_less_than_half() {
        let text = r#"{"userTaskID":"0d4f6a1e-8f4e-4f5f-8a3c-0a8f6b1d9e77","taskID":"91ac54be-1111-4b4b-9d7d-3f2f1e0d9c8b","sceneID":"4417","taskStatus":2,"createTs":1790149567,"taskStat":{"totalOrderCount":100000,"finishOrderCount":88120,"answerOrderCount":48470,"finishRate":0.88,"totalCall":203557,"totalAnswerCall":49060,"answerRate":0.24},"taskSetting":{"taskCreateSetting":{"strategyName":"default","startupType":3,"startupAt":0,"zoneSecond":19800,"dialAtWeekDay":"1,2,3,4,5,6","dialAtUpHour":"9,10,11,12,13,14,15,16,17,18","dialAtDownHour":"9,10,11,12,14,15,16,17","maxCall":60,"taskName":"in_promo_diwali","taskCallbackUrl":"https://hooks.example.net/callbot?token=abcdef","manualCallSetting":{}},"funcFlag":{"taskKeep":false,"roundRedial":true,"wholeTTS":true,"smsEnable":false,"smsFuncFlag":[null],"phoneEncrypt":true}}}"#;
        let row = RawRow::pack(text);
        assert!(row.packed_bytes() * 2 < text.len(), "{} of {}", row.packed_bytes(), text.len());
        assert_eq!(row.text().as_deref(), Some(text));
    }
}
