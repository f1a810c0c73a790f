//! A server over real sockets that answers whatever a case says, with a right signature.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;
use callbot_tui::api::sign::{Algorithm, Parts, sign};

use crate::now_seconds;

pub const UUID: &str = "quirk-account";
pub const SECRET: &str = "quirk-secret-0042";

/// What to answer to a page number.
pub type Script = Arc<dyn Fn(u32) -> Vec<u8> + Send + Sync>;

/// A running server; it ends with the test program.
pub struct Server {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
}

impl Server {
    pub fn start() -> Self {
        let script: Arc<Mutex<Script>> = Arc::new(Mutex::new(Arc::new(|_| Vec::new())));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        listener.set_nonblocking(true).unwrap();
        let app = Router::new().route("/callcentre/api/v3/listTask", post(answer)).with_state(Arc::clone(&script));
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, app).await.unwrap();
            });
        });
        Self { address, script }
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on answers as a case says.
    pub fn play(&self, script: Script) {
        *self.script.lock().unwrap() = script;
    }
}

async fn answer(State(script): State<Arc<Mutex<Script>>>, headers: HeaderMap, body: Bytes) -> Response {
    let asked: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let page = u32::try_from(asked["page"].as_u64().unwrap()).unwrap();
    let script = Arc::clone(&script.lock().unwrap());
    let body = script(page);
    let create_ts = now_seconds().to_string();
    let request_id = headers["requestid"].to_str().unwrap();
    let parts = Parts { secret: SECRET, body: &body, create_ts: &create_ts, request_id, uuid: UUID };
    Response::builder()
        .header("content-type", "application/json")
        .header("requestID", request_id)
        .header("uuid", UUID)
        .header("createTs", &create_ts)
        .header("algorithm", "MD5")
        .header("sign", sign(Algorithm::Md5, &parts))
        .body(Body::from(body))
        .unwrap()
}
