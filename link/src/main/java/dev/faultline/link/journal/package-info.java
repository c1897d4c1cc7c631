/** The records of the durable log, and how they are written and read. */
@NullMarked
package dev.faultline.link.journal;

import org.jspecify.annotations.NullMarked;
