/** Exactly-once processing of messages whose effects are in a relational database. */
@NullMarked
package dev.faultline.runtime.jdbc;

import org.jspecify.annotations.NullMarked;
