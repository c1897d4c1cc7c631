/** Programs that know nothing of worlds. */
@NullMarked
package dev.faultline.examples.netty.program;

import org.jspecify.annotations.NullMarked;
