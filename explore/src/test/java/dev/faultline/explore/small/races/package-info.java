/** Races of threads, alone in their package: it is where the threads take turns. */
@NullMarked
package dev.faultline.explore.small.races;

import org.jspecify.annotations.NullMarked;
