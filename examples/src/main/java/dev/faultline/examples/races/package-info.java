/** Races of the threads of one node, as people write them. */
@NullMarked
package dev.faultline.examples.races;

import org.jspecify.annotations.NullMarked;
