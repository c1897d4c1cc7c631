/** Exactly-once processing of messages whose effects are in a relational database. */
@NullMarked
package dev.faultline.links.jdbc;

import org.jspecify.annotations.NullMarked;
