/* KT_ASSERT states what can only be false through a bug. It stays on in
 * release builds: it is better to stop than to sell at a wrong price. */
#ifndef KT_BASE_ASSERT_H
#define KT_BASE_ASSERT_H

_Noreturn void kt_assert_failed(const char *condition, const char *file,
                                int line);

#define KT_ASSERT(condition)                                                   \
    ((condition) ? (void)0 : kt_assert_failed(#condition, __FILE__, __LINE__))

#define KT_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
