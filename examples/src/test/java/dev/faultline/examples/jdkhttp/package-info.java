@NullMarked
package dev.faultline.examples.jdkhttp;

import org.jspecify.annotations.NullMarked;
