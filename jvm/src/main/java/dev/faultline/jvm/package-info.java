/** Java programs that were not written for worlds, as nodes of a world. */
@NullMarked
package dev.faultline.jvm;

import org.jspecify.annotations.NullMarked;
