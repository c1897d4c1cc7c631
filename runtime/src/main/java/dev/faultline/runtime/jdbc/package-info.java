/** Exactly-once processing where the effects live in a relational database. */
@NullMarked
package dev.faultline.runtime.jdbc;

import org.jspecify.annotations.NullMarked;
