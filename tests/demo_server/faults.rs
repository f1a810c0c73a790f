//! What each fault does to a client, and what happens at the server's end.

use std::io::ErrorKind;
use std::net::TcpStream;

use callbot_tui::demo::{DemoError, fault_names};
use serde_json::{Value, json};

use crate::support::{Bench, Reply};

fn first_page(bench: &Bench) -> std::io::Result<Reply> {
    let body = r#"{"productID":"callbot","page":1,"size":10,"queryConditions":{}}"#;
    bench.send(&bench.ask("/callcentre/api/v3/listTask", body))
}

fn ids(bench: &Bench, page: i64) -> Vec<String> {
    let reply = bench.list(page, 10, &json!({})).json();
    let rows = reply["taskData"].as_array().unwrap();
    rows.iter().map(|row| row["userTaskID"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn faults_of_transport_answer_no_business() {
    let text = |fault: &str| {
        let reply = first_page(&Bench::faulty(&[fault])).unwrap();
        (reply.status, String::from_utf8(reply.body).unwrap())
    };
    assert_eq!(text("http-500").0, 500);
    assert_eq!(text("html").0, 200);
    assert!(text("html").1.starts_with("<!DOCTYPE html>"));
    assert_eq!(text("empty"), (200, String::new()));
    assert!(serde_json::from_str::<Value>(&text("not-json").1).is_err());
    let later = first_page(&Bench::faulty(&["http-503-retry-after"])).unwrap();
    assert_eq!((later.status, later.header("retry-after")), (503, "2"));
    let elsewhere = first_page(&Bench::faulty(&["redirect"])).unwrap();
    assert_eq!(elsewhere.status, 307);
    assert!(elsewhere.header("location").starts_with("http://"));
}

#[test]
fn a_truncated_body_is_shorter_than_it_says() {
    let reply = first_page(&Bench::faulty(&["truncated"])).unwrap();
    let promised: usize = reply.header("content-length").parse().unwrap();
    assert_eq!(reply.body.len(), promised / 2);
}

#[test]
fn a_reset_is_a_reset() {
    let error = first_page(&Bench::faulty(&["reset"])).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

#[test]
fn a_request_that_is_never_answered_ends_with_the_server() {
    let bench = Bench::faulty(&["black-hole"]);
    let address = bench.server.address();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| first_page_of(address));
        while bench.server.tally().requests == 0 {
            std::thread::yield_now();
        }
        bench.server.shutdown();
        assert!(waiting.join().unwrap().is_empty());
    });
    assert_eq!(TcpStream::connect(address).unwrap_err().kind(), ErrorKind::ConnectionRefused);
}

/// What comes back before the connection ends.
fn first_page_of(address: std::net::SocketAddr) -> Vec<u8> {
    use std::io::{Read as _, Write as _};
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"POST /callcentre/api/v3/ping HTTP/1.1\r\nHost: demo\r\nContent-Length: 0\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    bytes
}

#[test]
fn faults_of_business_refuse_with_their_code() {
    for code in [1, 5, 5001, 6, 6001, 6002, 6003, 7] {
        let bench = Bench::faulty(&[&format!("ret-{code}")]);
        let reply = first_page(&bench).unwrap().json();
        assert_eq!((reply["retCode"].as_i64(), reply.get("taskData")), (Some(code), None));
        assert!(reply["retMsg"].is_string() && reply["responseID"].is_string());
        let ping = bench.send(&bench.ask("/callcentre/api/v3/ping", r#"{"data":"x"}"#)).unwrap().json();
        assert_eq!(ping["code"], code);
    }
}

#[test]
fn faults_of_the_list_bend_totals_and_pages() {
    let total = |fault: &str| first_page(&Bench::faulty(&[fault])).unwrap().json().get("totalCount").cloned();
    let right = first_page(&Bench::faulty(&[])).unwrap().json()["totalCount"].as_u64().unwrap();
    assert_eq!(total("total-too-small"), Some(json!(right / 2)));
    assert_eq!(total("total-too-big"), Some(json!(right + 500)));
    assert_eq!(total("total-zero"), Some(json!(0)));
    assert_eq!(total("total-missing"), None);
    assert_eq!(first_page(&Bench::faulty(&["task-data-null"])).unwrap().json()["taskData"], Value::Null);

    let plain = Bench::faulty(&[]);
    let (one, two) = (ids(&plain, 1), ids(&plain, 2));
    let overlapping = Bench::faulty(&["duplicate-rows"]);
    assert_eq!(ids(&overlapping, 1), one);
    assert_eq!(ids(&overlapping, 2).first(), one.last());
    let short = Bench::faulty(&["short-pages"]);
    assert_eq!([ids(&short, 1), ids(&short, 2)].concat(), one);
    let holed = Bench::faulty(&["empty-page-in-middle"]);
    assert_eq!((ids(&holed, 1), ids(&holed, 2), ids(&holed, 3)), (one, vec![], ids(&plain, 3)));
    assert!(!two.is_empty());
    let broken = Bench::faulty(&["refuse-page-3"]);
    let code = |page| broken.list(page, 10, &json!({})).code();
    assert_eq!([code(1), code(2), code(3), code(4)], [0, 0, 5001, 5001]);
}

#[test]
fn signatures_and_clocks_can_be_wrong() {
    let right = first_page(&Bench::faulty(&[])).unwrap();
    let wrong = first_page(&Bench::faulty(&["bad-signature"])).unwrap();
    assert_eq!(wrong.header("sign").len(), right.header("sign").len());
    assert_ne!(wrong.header("sign"), right.header("sign"));
    assert_eq!(first_page(&Bench::faulty(&["no-signature"])).unwrap().header("sign"), "");
    let bench = Bench::faulty(&["clock-ahead"]);
    let reply = first_page(&bench).unwrap();
    assert_eq!(reply.code(), 6);
    assert_eq!(reply.header("createts"), (bench.now_seconds() + 600).to_string());
}

#[test]
fn a_counted_fault_passes() {
    let bench = Bench::faulty(&["ret-7*2", "http-500*1"]);
    let statuses: Vec<_> = (0..3).map(|_| first_page(&bench).unwrap()).collect();
    assert_eq!(statuses[0].status, 500);
    assert_eq!((statuses[1].code(), statuses[2].code()), (7, 0));
}

#[test]
fn faults_are_switched_while_the_server_runs() {
    let bench = Bench::faulty(&["http-500"]);
    assert_eq!(first_page(&bench).unwrap().status, 500);
    bench.server.set_faults(vec!["ret-7".parse().unwrap()]);
    assert_eq!(first_page(&bench).unwrap().code(), 7);
    bench.server.set_faults(vec!["reset".parse().unwrap()]);
    assert!(first_page(&bench).is_err());
    bench.server.set_faults(Vec::new());
    assert_eq!(first_page(&bench).unwrap().code(), 0);
}

#[test]
fn every_fault_leaves_the_server_standing() {
    const WITHOUT_END: [&str; 5] = ["slow", "black-hole", "drip", "endless", "length-too-long"];
    let quick = fault_names().filter(|(name, _)| !WITHOUT_END.contains(name));
    for (name, _) in quick {
        let bench = Bench::faulty(&[&format!("{name}*1")]);
        let _ = first_page(&bench);
        assert_eq!(first_page(&bench).unwrap().code(), 0, "{name}");
    }
}

#[test]
fn a_server_that_cannot_start_says_why() {
    let error = |change: &dyn Fn(&mut callbot_tui::demo::DemoOptions)| Bench::try_start(change).unwrap_err();
    let taken = Bench::scenario("empty");
    let address = taken.server.address();
    let error_taken = error(&|options| options.listen = address);
    assert!(matches!(error_taken, DemoError::Listen { .. }), "{error_taken}");
    assert!(error_taken.to_string().contains(&address.to_string()));
    let unknown = error(&|options| options.scenario = "nothing".to_owned());
    assert!(unknown.to_string().contains("fleet, single"), "{unknown}");
    assert!(matches!(error(&|options| options.speed = f64::NAN), DemoError::InvalidSpeed(_)));
}
