#include "bare_loop.h"

#include <qrencode.h>
#include <string.h>

long bare_loop(const char *const *texts, size_t count)
{
    long dark = 0;
    for (size_t i = 0; i < count; i++) {
        QRinput *input = QRinput_new2(0, QR_ECLEVEL_Q);
        if (input == NULL)
            return -1;
        QRcode *code = NULL;
        if (QRinput_append(input, QR_MODE_AN, (int)strlen(texts[i]), (const unsigned char *)texts[i]) == 0)
            code = QRcode_encodeInput(input);
        QRinput_free(input);
        if (code == NULL)
            return -1;
        for (int m = 0; m < code->width * code->width; m++)
            dark += code->data[m] & 1;
        QRcode_free(code);
    }
    return dark;
}
