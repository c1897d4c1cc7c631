/**
 * A session's connection, from HELLO to farewell, and the schedule of all connections of an
 * endpoint.
 */
@NullMarked
package dev.faultline.link.connection;

import org.jspecify.annotations.NullMarked;
