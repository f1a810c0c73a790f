//! Where pages of tasks come from: the client in the program, a script in the tests. Uses `domain` and `api`.

use std::future::Future;

use crate::api::{Client, Failure, Page};
use crate::domain::QueryConditions;

/// Something that can be asked for pages of the task list.
pub trait TaskSource: Send + Sync + 'static {
    /// Reads one page (from 1) of `size` rows under these conditions: one request, never repeated by the source itself.
    fn list_page(
        &self,
        page: u32,
        size: u32,
        conditions: &QueryConditions,
    ) -> impl Future<Output = Result<Page, Failure>> + Send;
}

impl TaskSource for Client {
    async fn list_page(&self, page: u32, size: u32, conditions: &QueryConditions) -> Result<Page, Failure> {
        Self::list_page(self, page, size, conditions).await.map_err(|error| error.failure())
    }
}
