/** Programs that know nothing of worlds. */
@NullMarked
package dev.faultline.examples.zookeeper.program;

import org.jspecify.annotations.NullMarked;
