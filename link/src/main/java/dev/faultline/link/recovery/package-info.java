/** Loss detection, acknowledgements, round-trip times and pacing. */
@NullMarked
package dev.faultline.link.recovery;

import org.jspecify.annotations.NullMarked;
