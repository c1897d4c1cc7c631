/** What the trace hash sees of messages, operations and stored values. */
@NullMarked
package dev.faultline.sim.content;

import org.jspecify.annotations.NullMarked;
