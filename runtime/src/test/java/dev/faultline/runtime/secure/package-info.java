@NullMarked
package dev.faultline.runtime.secure;

import org.jspecify.annotations.NullMarked;
