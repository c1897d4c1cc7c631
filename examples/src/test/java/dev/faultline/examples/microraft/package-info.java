@NullMarked
package dev.faultline.examples.microraft;

import org.jspecify.annotations.NullMarked;
