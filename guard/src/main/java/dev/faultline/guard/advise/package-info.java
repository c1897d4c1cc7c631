/** How many workers and how long a queue a service needs, by simulation of its own load. */
@NullMarked
package dev.faultline.guard.advise;

import org.jspecify.annotations.NullMarked;
