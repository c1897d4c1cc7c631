/** The programs of the example, which know nothing of worlds. */
@NullMarked
package dev.faultline.examples.jdkhttp.program;

import org.jspecify.annotations.NullMarked;
