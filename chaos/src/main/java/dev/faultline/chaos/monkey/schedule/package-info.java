/** When the monkey may act: work days, hours, holidays, and the plan of a day. */
@NullMarked
package dev.faultline.chaos.monkey.schedule;

import org.jspecify.annotations.NullMarked;
