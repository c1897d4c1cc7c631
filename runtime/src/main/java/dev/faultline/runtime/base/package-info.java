/** Native memory, timers, patience and sleep. Not exported. */
@NullMarked
package dev.faultline.runtime.base;

import org.jspecify.annotations.NullMarked;
