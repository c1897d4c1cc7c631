/** A program's own package, as the tester sees it. */
@NullMarked
package dev.faultline.threads;

import org.jspecify.annotations.NullMarked;
