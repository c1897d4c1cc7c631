/** What nodes of a world log with SLF4J, as lines of theirs. */
@NullMarked
package dev.faultline.slf4j;

import org.jspecify.annotations.NullMarked;
