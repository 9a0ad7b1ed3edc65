/**
 * Publishes the files that are moved into a folder: {@link thiscord.publisher.spool.Spool} takes them one by one,
 * {@link thiscord.publisher.spool.SpoolFolder} knows where they lie, an {@link thiscord.publisher.spool.Outlet} publishes. Imports
 * the protocol and cli; knows neither ZeroMQ nor the rest of the publisher.
 */
@NullMarked
package thiscord.publisher.spool;

import org.jspecify.annotations.NullMarked;
