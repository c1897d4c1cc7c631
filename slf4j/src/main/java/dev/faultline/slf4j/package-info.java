/** An SLF4J provider that writes the log messages of a world's nodes to the world's trace. */
@NullMarked
package dev.faultline.slf4j;

import org.jspecify.annotations.NullMarked;
