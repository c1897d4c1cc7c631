@NullMarked
package dev.faultline.examples.state;

import org.jspecify.annotations.NullMarked;
