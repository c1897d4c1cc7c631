@NullMarked
package dev.faultline.examples.tinyfs;

import org.jspecify.annotations.NullMarked;
