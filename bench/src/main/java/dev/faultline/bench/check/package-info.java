/** What checking costs. */
@NullMarked
package dev.faultline.bench.check;

import org.jspecify.annotations.NullMarked;
