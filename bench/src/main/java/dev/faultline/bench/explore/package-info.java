/** What exploring costs, and what it finds with it. */
@NullMarked
package dev.faultline.bench.explore;

import org.jspecify.annotations.NullMarked;
