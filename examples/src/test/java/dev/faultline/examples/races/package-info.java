@NullMarked
package dev.faultline.examples.races;

import org.jspecify.annotations.NullMarked;
