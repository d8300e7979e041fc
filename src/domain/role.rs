//! Roles (角色): what a person or a system may be granted at a unit.

use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A role; rights follow from role, action and reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// 填报员
    Reporter,
    /// 单位负责人
    Approver,
    /// 汇总
    Coordinator,
    /// 督查
    Supervisor,
    /// 领导
    Leader,
    /// 系统管理员
    SystemAdmin,
    /// 安全管理员
    SecurityAdmin,
    /// 审计员
    Auditor,
    /// Another system.
    Service,
}

impl Role {
    /// One of the three administrators, who exclude one another (三权分立).
    #[must_use]
    pub const fn administers(self) -> bool {
        matches!(self, Self::SystemAdmin | Self::SecurityAdmin | Self::Auditor)
    }
}
