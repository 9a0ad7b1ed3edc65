package thiscord.rooms;

import java.util.List;

/**
 * The tables of {@code rooms.db}, as the steps that made them. A step is never changed once it has been released; a new one is
 * added at the end. Each is carried out whole or not at all, and the file then bears its number (SQLite's {@code user_version}).
 */
final class RoomsSchema {
    /** "thcR", in SQLite's header: whose file this is. */
    static final int APPLICATION = 0x74686352;

    /** 1: rooms and their lasting members. */
    private static final List<String> ROOMS = List.of(
            "create table room (id integer primary key autoincrement, name text not null, topic text not null,"
                    + " keeps text not null, created_by text not null, created_at integer not null) strict",
            "create table member (room_id integer not null references room (id) on delete cascade,"
                    + " nick text not null, primary key (room_id, nick)) strict, without rowid",
            "pragma application_id = " + APPLICATION);

    /** 2: rules of rooms, and what is decided about people; who made a room becomes its owner. */
    private static final List<String> RULES = List.of(
            "alter table room add column access text not null default 'public'",
            "alter table room add column locked integer not null default 0",
            "alter table room add column slow_seconds integer not null default 0",
            "create table standing (room_id integer not null references room (id) on delete cascade,"
                    + " nick text not null, role text not null,"
                    + " banned_until integer not null, banned_by text not null, banned_why text not null,"
                    + " muted_until integer not null, muted_by text not null, muted_why text not null,"
                    + " primary key (room_id, nick)) strict, without rowid",
            "insert into standing select id, created_by, 'owner', 0, '', '', 0, '', '' from room");

    /** 3: accounts. A generation is never given out twice, also not after an account was removed. */
    private static final List<String> ACCOUNTS = List.of(
            "create table account (id integer primary key autoincrement, name text not null, hash text not null,"
                    + " admin integer not null, disabled integer not null, generation integer not null,"
                    + " created_at integer not null) strict",
            "create table account_key (account_id integer not null references account (id) on delete cascade,"
                    + " public_key text not null, primary key (account_id, public_key)) strict, without rowid",
            "create table account_generation (last integer not null) strict",
            "insert into account_generation values (0)");

    /** 4: rooms that end, what was decided when, and which rooms were erased, without their names. */
    private static final List<String> LEASES = List.of(
            "alter table room add column ends_at integer not null default 0",
            "alter table room add column warned integer not null default 0",
            "create table audit (n integer primary key autoincrement, at integer not null, by text not null,"
                    + " origin text not null, action text not null, room_id integer not null, about text not null) strict",
            "create index audit_at on audit (at)",
            "create index audit_room on audit (room_id)",
            "create table erased (room_id integer primary key, at integer not null) strict",
            "create table house (id text not null) strict",
            "insert into house values (lower(hex(randomblob(16))))");

    /** 5: invitations, of which only a hash of the secret is kept, and who came by each. */
    private static final List<String> INVITATIONS = List.of(
            "create table invitation (id integer primary key autoincrement,"
                    + " room_id integer not null references room (id) on delete cascade,"
                    + " hash text not null unique, role text not null, uses_left integer not null,"
                    + " expires_at integer not null, by text not null, made_at integer not null,"
                    + " revoked integer not null) strict",
            "create index invitation_room on invitation (room_id)",
            "create table redeemed (invitation_id integer not null references invitation (id) on delete cascade,"
                    + " nick text not null, primary key (invitation_id, nick)) strict, without rowid");

    /** 6: events that the broker has not confirmed. */
    private static final List<String> EVENTS =
            List.of("create table event (n integer primary key, publisher text not null, number integer not null,"
                    + " topic text not null, payload blob not null) strict");

    /** Step n, which makes version n of version n - 1, is at place n - 1. */
    private static final List<List<String>> STEPS = List.of(ROOMS, RULES, ACCOUNTS, LEASES, INVITATIONS, EVENTS);

    private RoomsSchema() {}

    /** The version that this program writes. */
    static int version() {
        return STEPS.size();
    }

    /** The statements that make this version of the one before. */
    static List<String> step(int version) {
        return STEPS.get(version - 1);
    }
}
