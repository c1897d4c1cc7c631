@NullMarked
package dev.faultline.disk.litmus;

import org.jspecify.annotations.NullMarked;
