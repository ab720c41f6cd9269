//! Tasks that people give each other, with the document that they are about.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0017_todos",
    up: &[Script::Both(TABLE), Script::Tagged("todos")],
    down: &[Script::Both("DROP TABLE todos;")],
};

// `due_order` is the due date, or the last day there is: lists are sorted by it. `assigned_to_id` and `assigned_by_id`
// name accounts, which are never deleted.
const TABLE: &str = "
CREATE TABLE todos (
    id {id},
    title text NOT NULL CHECK (title <> ''),
    description text,
    assigned_to_id {int},
    assigned_by_id {int},
    category_id text NOT NULL DEFAULT 'general' CHECK (category_id NOT LIKE '% %'),
    priority {int} NOT NULL DEFAULT 2 CHECK (priority BETWEEN 1 AND 4),
    due_date {date},
    due_order {date} NOT NULL DEFAULT '9999-12-31',
    snoozed_until {date},
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'in_progress', 'done', 'cancelled')),
    linked_kind text,
    linked_id {int},
    is_deleted {bool} NOT NULL DEFAULT false,
    done_at {ts},
    reminded_on {date},
    created_at {ts} NOT NULL DEFAULT {now},
    updated_at {ts} NOT NULL DEFAULT {now},
    version {int} NOT NULL DEFAULT 1 CHECK (version >= 1),
    CHECK ((linked_kind IS NULL) = (linked_id IS NULL))
) {hot};
CREATE INDEX idx_todos_assignee_status_priority ON todos (assigned_to_id, status, priority) WHERE NOT is_deleted;
CREATE INDEX idx_todos_due_date_status ON todos (due_date, status) WHERE due_date IS NOT NULL AND NOT is_deleted;
CREATE INDEX idx_todos_category_status ON todos (category_id, status) WHERE NOT is_deleted;
CREATE INDEX idx_todos_created_id ON todos (created_at, id);
CREATE INDEX idx_todos_due_order_id ON todos (due_order, id);
CREATE INDEX idx_todos_priority_id ON todos (priority, id);
CREATE INDEX idx_todos_linked ON todos (linked_kind, linked_id, id) WHERE linked_kind IS NOT NULL;
";
