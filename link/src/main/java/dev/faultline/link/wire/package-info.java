/** The packet format, byte for byte. */
@NullMarked
package dev.faultline.link.wire;

import org.jspecify.annotations.NullMarked;
