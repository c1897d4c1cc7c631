/** Programs that know nothing of worlds. */
@NullMarked
package dev.faultline.examples.jgroups.program;

import org.jspecify.annotations.NullMarked;
