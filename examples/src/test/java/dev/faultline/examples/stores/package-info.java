/** Real stores under crashes of the machine. */
@NullMarked
package dev.faultline.examples.stores;

import org.jspecify.annotations.NullMarked;
