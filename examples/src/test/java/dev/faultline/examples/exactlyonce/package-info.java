@NullMarked
package dev.faultline.examples.exactlyonce;

import org.jspecify.annotations.NullMarked;
