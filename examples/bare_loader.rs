//! The yardstick: reads every page of `listTask` and throws it away. It signs requests, checks the signatures of replies,
//! and counts; it decodes nothing. What a full reading costs beyond this is the program's own cost. Uses `api::sign`.
//!
//! `cargo run --release --example bare_loader -- BASE_URL UUID SECRET ALGORITHM [SIZE]`

use std::error::Error;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use callbot_tui::api::sign::{Algorithm, Parts, sign};
use reqwest::header::{CONTENT_TYPE, HeaderMap};

#[derive(serde::Deserialize)]
struct Envelope<'a> {
    #[serde(rename = "retCode")]
    ret_code: i64,
    #[serde(rename = "totalCount", default)]
    total_count: u64,
    #[serde(rename = "taskData", borrow, default)]
    rows: Option<Vec<&'a serde_json::value::RawValue>>,
}

struct Account {
    uuid: String,
    secret: String,
    algorithm: Algorithm,
}

#[tokio::main(flavor = "current_thread")]
#[allow(clippy::disallowed_methods, reason = "a program of its own, which measures itself")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [base_url, uuid, secret, algorithm, rest @ ..] = arguments.as_slice() else {
        return Err("usage: bare_loader BASE_URL UUID SECRET ALGORITHM [SIZE]".into());
    };
    let account = Account { uuid: uuid.clone(), secret: secret.clone(), algorithm: algorithm.parse()? };
    let size: u64 = rest.first().map_or(Ok(100), |text| text.parse())?;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder().http1_only().gzip(false).no_proxy();
    if base_url.starts_with("http://") {
        builder = builder.tls_certs_only([]);
    }
    let http = builder.build()?;
    let url = format!("{}/callcentre/api/v3/listTask", base_url.trim_end_matches('/'));

    let started = Instant::now();
    let (mut pages, mut rows, mut bytes, mut bad_signatures) = (0u64, 0u64, 0u64, 0u64);
    loop {
        let body = format!(r#"{{"productID":"callbot","page":{},"size":{size},"queryConditions":{{}}}}"#, pages + 1);
        let create_ts = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs().to_string();
        let request_id = format!("{:032x}", fastrand::u128(..));
        let signature = account.sign(body.as_bytes(), &create_ts, &request_id);
        let response = http
            .post(&url)
            .header(CONTENT_TYPE, "application/json")
            .header("requestID", &request_id)
            .header("uuid", &account.uuid)
            .header("createTs", create_ts)
            .header("sign", signature)
            .header("algorithm", account.algorithm.name())
            .body(body)
            .send()
            .await?
            .error_for_status()?;
        let headers = response.headers().clone();
        let reply = response.bytes().await?;
        bad_signatures += u64::from(!account.is_signed(&headers, &reply, &request_id));
        let envelope: Envelope<'_> = serde_json::from_slice(&reply)?;
        if envelope.ret_code != 0 {
            return Err(format!("page {} was refused with retCode {}", pages + 1, envelope.ret_code).into());
        }
        let here = envelope.rows.map_or(0, |rows| rows.len() as u64);
        pages += 1;
        rows += here;
        bytes += reply.len() as u64;
        if here == 0 || rows >= envelope.total_count {
            break;
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    #[allow(clippy::print_stdout, reason = "this is what the program is for")]
    {
        println!("pages {pages}, rows {rows}, bytes {bytes}, bad signatures {bad_signatures}, seconds {seconds:.3}");
    }
    Ok(())
}

impl Account {
    fn sign(&self, body: &[u8], create_ts: &str, request_id: &str) -> String {
        sign(self.algorithm, &Parts { secret: &self.secret, body, create_ts, request_id, uuid: &self.uuid })
    }

    fn is_signed(&self, headers: &HeaderMap, body: &[u8], request_id: &str) -> bool {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        header("sign") == self.sign(body, header("createTs"), request_id)
    }
}
