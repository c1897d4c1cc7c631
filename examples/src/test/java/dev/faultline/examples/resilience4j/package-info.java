@NullMarked
package dev.faultline.examples.resilience4j;

import org.jspecify.annotations.NullMarked;
