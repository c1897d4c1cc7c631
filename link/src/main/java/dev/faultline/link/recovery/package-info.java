/** What was sent and what arrived, how long that took, and when the next packet may leave. */
@NullMarked
package dev.faultline.link.recovery;

import org.jspecify.annotations.NullMarked;
