//! Every code an answer can carry, with its HTTP status and its texts in both languages: one table, nothing elsewhere.

use actix_web::http::StatusCode;
use serde::{Serialize, Serializer};

/// Declares [`Code`]: a variant, its public name, its status and its titles. A code without a line does not compile.
macro_rules! codes {
    ($($variant:ident $name:literal $status:literal $zh:literal $en:literal;)*) => {
        /// A machine-readable reason. Names and meanings are part of the contract; texts are not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $en] $variant),* }

        impl Code {
            /// All codes, in the order of the catalogue.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The public name, `lower_snake`.
            pub const fn name(self) -> &'static str { match self { $(Code::$variant => $name),* } }

            /// Title in Chinese.
            pub const fn zh(self) -> &'static str { match self { $(Code::$variant => $zh),* } }

            /// Title in English.
            pub const fn en(self) -> &'static str { match self { $(Code::$variant => $en),* } }

            const fn status_number(self) -> u16 { match self { $(Code::$variant => $status),* } }
        }
    };
}

codes! {
    // The request cannot be read.
    MalformedJson "malformed_json" 400 "请求正文不是合法的 JSON" "The body is not valid JSON";
    DuplicateKey "duplicate_key" 400 "JSON 对象中成员重复" "A member appears twice in one JSON object";
    TooDeep "too_deep" 400 "JSON 嵌套过深" "The JSON is nested too deeply";
    InvalidEncoding "invalid_encoding" 400 "不是合法的 UTF-8 文本" "The text is not valid UTF-8";
    InvalidId "invalid_id" 400 "标识不是规范的小写 UUID" "The id is not a canonical lower-case UUID";
    UnknownParameter "unknown_parameter" 400 "查询参数未知或重复" "A query parameter is unknown or repeated";
    InvalidParameter "invalid_parameter" 400 "查询参数的值无效" "A query parameter has an invalid value";
    CursorInvalid "cursor_invalid" 400 "游标无效" "The cursor is not valid";
    CursorMismatch "cursor_mismatch" 400 "游标与筛选或排序不一致" "The cursor belongs to another filter, sort or caller";
    InvalidHeader "invalid_header" 400 "请求头无效" "A request header is not valid";
    InvalidGrant "invalid_grant" 400 "刷新令牌无效或已失效" "The refresh token is not valid any more";
    BadRequest "bad_request" 400 "请求无法读取" "The request cannot be read";
    // Who is calling.
    AuthenticationRequired "authentication_required" 401 "需要登录" "Log in first";
    InvalidToken "invalid_token" 401 "访问令牌无效" "The access token is not valid";
    TokenExpired "token_expired" 401 "访问令牌已过期" "The access token has expired";
    InvalidCredentials "invalid_credentials" 401 "用户名或密码不正确" "User name or password is wrong";
    Forbidden "forbidden" 403 "无权进行此操作" "You may not do this";
    SeparationOfDuties "separation_of_duties" 403 "不得审核本人提交的内容" "Nobody reviews what they submitted themselves";
    PasswordChangeRequired "password_change_required" 403 "请先修改密码" "Change the password first";
    // What is asked for.
    NotFound "not_found" 404 "对象不存在" "There is no such thing";
    MethodNotAllowed "method_not_allowed" 405 "不支持该请求方法" "The method is not allowed here";
    NotAcceptable "not_acceptable" 406 "无法提供所要求的格式" "The asked-for format is not available";
    RequestTimeout "request_timeout" 408 "请求超时" "The request took too long to arrive";
    // State.
    InvalidTransition "invalid_transition" 409 "当前状态不允许此操作" "The present state does not allow this";
    AlreadyExists "already_exists" 409 "已存在相同的对象" "The same thing exists already";
    HasChildren "has_children" 409 "仍被其他对象引用,不能删除" "Other things still refer to it";
    Cycle "cycle" 409 "不能放到自己的下级之下,也不能成为自己的继任" "A thing cannot be placed under itself or follow itself";
    WindowClosed "window_closed" 409 "填报窗口已关闭" "The reporting window is closed";
    WindowNotOpen "window_not_open" 409 "填报窗口尚未开放" "The reporting window is not open yet";
    PlanNotDraft "plan_not_draft" 409 "方案已印发,不能这样修改" "The plan is issued and cannot be changed this way";
    RequestInProgress "request_in_progress" 409 "同一幂等键的请求正在处理" "A request with this idempotency key is still running";
    QuotaExceeded "quota_exceeded" 409 "数量已达上限" "There are as many as there may be";
    VersionConflict "version_conflict" 412 "对象已被他人修改" "Somebody else changed it in the meantime";
    PayloadTooLarge "payload_too_large" 413 "请求正文过大" "The body is too large";
    UnpackedTooLarge "unpacked_too_large" 413 "文件解压后过大" "The file is too large when unpacked";
    UriTooLong "uri_too_long" 414 "请求地址过长" "The address is too long";
    UnsupportedMediaType "unsupported_media_type" 415 "不支持该内容类型" "The content type is not supported";
    // Readable but wrong.
    ValidationFailed "validation_failed" 422 "内容校验未通过" "The content is not valid";
    Required "required" 422 "必填" "This is required";
    UnknownField "unknown_field" 422 "未知成员" "Unknown member";
    ReadOnlyField "read_only_field" 422 "只读成员" "Read-only member";
    InvalidType "invalid_type" 422 "类型不正确" "The type is wrong";
    InvalidValue "invalid_value" 422 "取值不正确" "The value is not allowed";
    InvalidCharacter "invalid_character" 422 "含有不允许的字符" "Contains a character that is not allowed";
    InvalidDate "invalid_date" 422 "日期应为 YYYY-MM-DD" "A date must be YYYY-MM-DD";
    InvalidDatetime "invalid_datetime" 422 "时间应为带时区的 RFC 3339" "An instant must be RFC 3339 with an offset";
    InvalidPeriod "invalid_period" 422 "报告期格式不正确" "The period is not valid";
    PeriodTypeMismatch "period_type_mismatch" 422 "报告期与频率不一致" "The period does not fit the frequency";
    InvalidCreditCode "invalid_credit_code" 422 "统一社会信用代码不正确" "The unified social credit code is wrong";
    InvalidRegionCode "invalid_region_code" 422 "行政区划代码不正确" "The region code is wrong";
    InvalidDocumentNumber "invalid_document_number" 422 "文号格式不正确" "The document number is wrong";
    PrecisionExceeded "precision_exceeded" 422 "小数位不得超过四位" "At most four decimals";
    OutOfRange "out_of_range" 422 "超出允许范围" "Out of range";
    TooLong "too_long" 422 "文字过长" "The text is too long";
    TooShort "too_short" 422 "文字过短" "The text is too short";
    MustBeAbsent "must_be_absent" 422 "此处不应填写" "This must be left out";
    Contradiction "contradiction" 422 "与其他内容矛盾" "This contradicts other content";
    EndBeforeStart "end_before_start" 422 "结束早于开始" "The end is before the start";
    DuplicateItem "duplicate_item" 422 "条目重复" "The same item appears twice";
    TargetOfAnotherTask "target_of_another_task" 422 "该指标不属于此事项" "The target belongs to another task";
    ReportingUnit "reporting_unit" 422 "有指标指定由原单位报送,请先调整该指标的填报单位" "A target names the unit itself as the one that reports it: change that first";
    MilestoneOfAnotherTask "milestone_of_another_task" 422 "该进度安排不属于此事项" "The step belongs to another task";
    MediaTypeMismatch "media_type_mismatch" 422 "文件内容与其扩展名不符" "The file is not what its name says";
    UnsupportedWorkbook "unsupported_workbook" 422 "不是可以读取的工作簿" "This is no workbook that can be read";
    FormulaNotAllowed "formula_not_allowed" 422 "单元格不得为公式" "The cell must not be a formula";
    PercentDoesNotFollow "percent_does_not_follow" 422 "百分率与分子、分母不符" "The percentage does not follow from its two parts";
    CumulativeFalls "cumulative_falls" 422 "累计数低于上期" "The total to date is lower than before";
    TotalDoesNotFollow "total_does_not_follow" 422 "累计数与各期之和不符" "The total does not follow from the periods";
    TextCopied "text_copied" 422 "文字与上期完全相同" "The text is that of the report before";
    ValueAtTarget "value_at_target" 422 "连续多期恰为目标值" "Exactly the target, period after period";
    FarOffTrajectory "far_off_trajectory" 422 "数据明显偏离时序进度" "The figure is far off what is expected";
    NotCooperating "not_cooperating" 422 "该单位不是此事项的配合单位" "The unit does not cooperate on this task";
    NotAcknowledged "not_acknowledged" 422 "核查提示需要说明" "A warning must be acknowledged with a reason";
    ReasonRequired "reason_required" 422 "需要说明理由" "A reason is required";
    ExclusiveRoles "exclusive_roles" 422 "系统管理员、安全管理员、审计员不得由一人兼任,也不得由总责任人兼任" "Nobody holds two of system administrator, security administrator and auditor, and no official holds one";
    WeakPassword "weak_password" 422 "密码强度不足" "The password is too weak";
    IdempotencyMismatch "idempotency_mismatch" 422 "同一幂等键对应了不同的请求" "The idempotency key was used for another request";
    IfMatchRequired "if_match_required" 428 "需要 If-Match 请求头" "An If-Match header is required";
    TooManyRequests "too_many_requests" 429 "请求过于频繁" "Too many requests";
    HeadersTooLarge "headers_too_large" 431 "请求头过大" "The request headers are too large";
    // Ours.
    Internal "internal_error" 500 "服务内部错误" "Something went wrong on our side";
    Unavailable "unavailable" 503 "服务暂不可用" "The service is not available just now";
}

impl Code {
    /// The HTTP status of an answer whose main reason this is.
    pub fn status(self) -> StatusCode {
        StatusCode::from_u16(self.status_number()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The code with this public name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// The code that describes a bare status of the framework.
    pub fn of_status(status: StatusCode) -> Self {
        match status.as_u16() {
            401 => Self::AuthenticationRequired,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            405 => Self::MethodNotAllowed,
            406 => Self::NotAcceptable,
            408 => Self::RequestTimeout,
            413 => Self::PayloadTooLarge,
            414 => Self::UriTooLong,
            415 => Self::UnsupportedMediaType,
            431 => Self::HeadersTooLarge,
            503 => Self::Unavailable,
            400..=499 => Self::BadRequest,
            _ => Self::Internal,
        }
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl utoipa::PartialSchema for Code {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("Machine-readable reason; the catalogue is at /problems."))
            .enum_values(Some(Self::ALL.iter().map(|code| code.name())))
            .into()
    }
}

impl utoipa::ToSchema for Code {}
