/** What the monkey did and did not do, as JSON lines and as metrics. */
@NullMarked
package dev.faultline.chaos.monkey.audit;

import org.jspecify.annotations.NullMarked;
