/** A session's connection, from HELLO to farewell, and when each of them has its turn. */
@NullMarked
package dev.faultline.link.connection;

import org.jspecify.annotations.NullMarked;
