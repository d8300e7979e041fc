//! A short way to write a table: the columns every table has, references with their index, enums with their CHECK.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, string, string_null, timestamp_with_time_zone, uuid, uuid_null};

/// A table being written.
pub(crate) struct Draft {
    name: &'static str,
    create: TableCreateStatement,
    indexes: Vec<IndexCreateStatement>,
}

impl Draft {
    /// A table with nothing but its id.
    pub(crate) fn bare(name: &'static str) -> Self {
        let mut create = Table::create();
        create.table(name).col(uuid("id").primary_key());
        Self { name, create, indexes: Vec::new() }
    }

    /// A table of one government whose rows are edited: version, times and the name of who changed it last.
    pub(crate) fn edited(name: &'static str) -> Self {
        Self::bare(name).versioned().refer("government_id", "government")
    }

    /// A table of one government whose rows are written once.
    pub(crate) fn kept(name: &'static str) -> Self {
        Self::bare(name).refer("government_id", "government")
    }

    pub(crate) fn versioned(self) -> Self {
        self.col(integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(string("updated_by"))
    }

    pub(crate) fn col(mut self, column: impl IntoColumnDef) -> Self {
        self.create.col(column);
        self
    }

    /// A reference that must be set, with its index.
    pub(crate) fn refer(self, column: &'static str, to: &'static str) -> Self {
        self.col(uuid(column)).reference(column, to)
    }

    /// A reference that may be absent, with its index.
    pub(crate) fn refer_opt(self, column: &'static str, to: &'static str) -> Self {
        self.col(uuid_null(column)).reference(column, to)
    }

    /// A reference that becomes absent when what it names is removed, with its index.
    pub(crate) fn refer_while_there(mut self, column: &'static str, to: &'static str) -> Self {
        self.create.col(uuid_null(column));
        let mut key = ForeignKey::create();
        key.name(format!("fk_{}_{column}", self.name)).from(self.name, column).to(to, "id").on_delete(ForeignKeyAction::SetNull);
        self.create.foreign_key(&mut key);
        self.index(&[column])
    }

    fn reference(mut self, column: &'static str, to: &'static str) -> Self {
        let mut key = ForeignKey::create();
        key.name(format!("fk_{}_{column}", self.name)).from(self.name, column).to(to, "id");
        self.create.foreign_key(&mut key);
        self.index(&[column])
    }

    /// A string with a closed list of values.
    pub(crate) fn one_of(self, column: &'static str, values: &'static [&'static str]) -> Self {
        self.col(string(column).check(Expr::col(column).is_in(values.iter().copied())))
    }

    /// As [`Draft::one_of`], where the value may be absent.
    pub(crate) fn one_of_opt(self, column: &'static str, values: &'static [&'static str]) -> Self {
        self.col(string_null(column).check(Expr::col(column).is_in(values.iter().copied())))
    }

    /// A condition that every row holds.
    pub(crate) fn check(mut self, condition: &'static str) -> Self {
        self.create.check(Expr::cust(condition));
        self
    }

    pub(crate) fn index(self, columns: &[&'static str]) -> Self {
        self.indexed("ix", columns, false)
    }

    pub(crate) fn unique(self, columns: &[&'static str]) -> Self {
        self.indexed("uq", columns, true)
    }

    fn indexed(mut self, prefix: &str, columns: &[&'static str], unique: bool) -> Self {
        let mut index = Index::create();
        index.name(format!("{prefix}_{}_{}", self.name, columns.join("_"))).table(self.name);
        for column in columns {
            index.col(*column);
        }
        if unique {
            index.unique();
        }
        self.indexes.push(index);
        self
    }

    pub(crate) async fn create(self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        manager.create_table(self.create).await?;
        for index in self.indexes {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// A prefix search on a tree path. PostgreSQL uses an index for LIKE only with `text_pattern_ops`; SQLite needs none.
pub(crate) async fn prefix_index(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() != sea_orm_migration::sea_orm::DbBackend::Postgres {
        return Ok(());
    }
    let sql = format!("CREATE INDEX ix_{table}_path ON \"{table}\" (path text_pattern_ops)");
    manager.get_connection().execute_unprepared(&sql).await.map(|_| ())
}

/// Adds a column to a table that may hold rows: it may be absent or has a default.
pub(crate) async fn add(manager: &SchemaManager<'_>, table: &'static str, column: impl IntoColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}

/// Adds a reference that may be absent, with its index. SQLite takes a reference only together with its column.
pub(crate) async fn add_reference(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
    to: &'static str,
) -> Result<(), DbErr> {
    let reference = format!("CONSTRAINT fk_{table}_{column} REFERENCES \"{to}\" (\"id\")");
    add(manager, table, uuid_null(column).extra(reference)).await?;
    let index = Index::create().name(format!("ix_{table}_{column}")).table(table).col(column).to_owned();
    manager.create_index(index).await
}

/// Removes columns.
pub(crate) async fn remove(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    for column in columns {
        manager.alter_table(Table::alter().table(table).drop_column(*column).to_owned()).await?;
    }
    Ok(())
}

/// Removes a reference with its index.
pub(crate) async fn remove_reference(manager: &SchemaManager<'_>, table: &'static str, column: &'static str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(format!("ix_{table}_{column}")).table(table).to_owned()).await?;
    remove(manager, table, &[column]).await
}

/// Runs statements one after the other.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// Drops tables, last made first.
pub(crate) async fn drop(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(*table).to_owned()).await?;
    }
    Ok(())
}
