/** Programs that know nothing of worlds. */
@NullMarked
package dev.faultline.examples.hsqldb.program;

import org.jspecify.annotations.NullMarked;
