/** A payment that is made again and again until somebody confirms it, and one that is made once. */
@NullMarked
package dev.faultline.examples.exactlyonce;

import org.jspecify.annotations.NullMarked;
